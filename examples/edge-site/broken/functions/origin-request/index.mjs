/** Asks the bucket, which knows no folders, for `/guide/index.html` when the viewer wants `/guide/` or `/guide`. */
export const handler = async (event) => {
  const { request } = event.Records[0].cf;
  const name = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (name === "") request.uri += "index.html";
  else if (!name.includes(".")) request.uri += "/index.html";
  return request;
};
