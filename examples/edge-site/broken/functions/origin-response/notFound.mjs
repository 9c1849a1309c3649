const PAGE = `<!doctype html>
<html lang="en">
  <title>Not found</title>
  <h1>There is no such page</h1>
  <p><a href="/">To the first page</a></p>
</html>
`;

/** The response with the page for what does not exist in place of the bucket's XML. */
export function notFound(response) {
  return {
    ...response,
    status: "404",
    statusDescription: "Not Found",
    headers: {
      ...response.headers,
      "cache-control": [{ key: "Cache-Control", value: "public, max-age=60" }],
      "content-type": [{ key: "Content-Type", value: "text/html; charset=utf-8" }],
    },
    body: PAGE,
  };
}
