const SECURITY_HEADERS = {
  "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
  "X-Content-Type-Options": "nosniff",
};

export const handler = (event, context, callback) => {
  const { response } = event.Records[0].cf;
  for (const [key, value] of Object.entries(SECURITY_HEADERS)) {
    response.headers[key.toLowerCase()] = [{ key, value }];
  }
  callback(null, response);
};
