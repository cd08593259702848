/** The CloudFront function that stands before a single-page application's files. */
import { HSTS_HEADER } from "./securityHeaders";

/** CloudFront's quota for a function's code, in bytes. */
export const MAX_FUNCTION_BYTES = 10_240;

/** Seconds that a browser remembers the redirect to the canonical name: without it, for ever. */
const REDIRECT_SECONDS = 3600;

/**
 * Written in the subset of JavaScript that runtime 2.0 knows:
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-javascript-runtime-20.html
 *
 * A path with a dot in its last segment, or below a folder of files, is a file and goes to S3, so that a missing
 * one is a 404. Any other path is a route of the application and gets its page.
 */
const HANDLER = `
function handler(event) {
  const request = event.request;
  const host = request.headers.host.value.toLowerCase();
  if (host !== CANONICAL_HOST) return redirect(request);
  if (!isFile(request.uri)) request.uri = '/index.html';
  return request;
}

function isFile(uri) {
  if (FILE_FOLDERS.some((folder) => uri.startsWith(folder))) return true;
  return uri.slice(uri.lastIndexOf('/')).includes('.');
}

function redirect(request) {
  const query = queryOf(request.querystring);
  return {
    statusCode: 301,
    statusDescription: 'Moved Permanently',
    headers: {
      location: { value: 'https://' + CANONICAL_HOST + request.uri + (query && '?' + query) },
      'cache-control': { value: CACHE_CONTROL },
      'strict-transport-security': { value: HSTS },
    },
  };
}

// Names and values arrive as the viewer sent them, percent-encoded: they must not be encoded again.
function queryOf(parameters) {
  const pairs = [];
  Object.keys(parameters).forEach((name) => {
    const parameter = parameters[name];
    (parameter.multiValue || [parameter]).forEach((item) => {
      pairs.push(item.value === '' ? name : name + '=' + item.value);
    });
  });
  return pairs.join('&');
}
`;

/** Folders whose paths are files even without a dot, e.g. `/.well-known/apple-app-site-association`. */
const FILE_FOLDERS = ["/assets/", "/.well-known/"] as const;

/**
 * The function's code: every host name but the canonical one is redirected there, path and query kept, and
 * client-side routes are answered with `/index.html`.
 */
export function siteFunctionCode(canonicalHost: string): string {
  const constants = {
    CANONICAL_HOST: canonicalHost,
    FILE_FOLDERS,
    CACHE_CONTROL: `public, max-age=${REDIRECT_SECONDS}`,
    HSTS: HSTS_HEADER,
  };
  const lines = Object.entries(constants).map(([name, value]) => `const ${name} = ${JSON.stringify(value)};`);
  return lines.join("\n") + "\n" + HANDLER;
}
