import { notFound } from "./notFound.mjs";

/** Lets files with a hash in their name be cached for ever, and answers politely for what the bucket does not have. */
export const handler = async (event) => {
  const { request, response } = event.Records[0].cf;
  // A bucket that may not be listed says 403 for what it does not have.
  if (response.status === "403" || response.status === "404") return notFound(response);

  const lifetime = request.uri.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "public, max-age=300";
  response.headers["cache-control"] = [{ key: "Cache-Control", value: lifetime }];
  return response;
};
