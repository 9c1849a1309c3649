const INDEX = "/index.html";

/** Redirects `/guide/index.html` to `/guide/`, so that each page has one address. */
export const handler = async (event) => {
  const { request } = event.Records[0].cf;
  if (!request.uri.endsWith(INDEX)) return request;

  // An address that began with two slashes would lead to another site.
  const folder = request.uri.slice(0, -INDEX.length + 1).replace(/^\/+/, "/");
  const location = request.querystring === "" ? folder : `${folder}?${request.querystring}`;
  return {
    status: "301",
    statusDescription: "Moved Permanently",
    headers: { location: [{ key: "Location", value: location }] },
  };
};
