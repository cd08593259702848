/** TLS versions, parsed from the names that AWS gives its policies: a list of names would age. */

const OLDEST = 1.2;

/** Each name's oldest version is in it; those without one (`-2016-08`, `-FS-2018-06`) allow TLS 1.0. */
const LISTENER_POLICY = /^ELBSecurityPolicy-(?:TLS13|TLS|FS)-(\d)-(\d)-/;
/** `TLSv1.2_2021`; `SSLv3`, `TLSv1` and `TLSv1_2016` have no minor version. */
const VIEWER_POLICY = /^TLSv(\d)\.(\d)_\d{4}$/;
const ORIGIN_PROTOCOL = /^TLSv(\d)\.(\d)$/;

/** True when the oldest version that a load balancer's policy allows is TLS 1.2 or newer. */
export const isListenerPolicyModern = (name: string): boolean => isModern(LISTENER_POLICY, name);

/** True for CloudFront's `TLSv1.2_2018` and whatever came after it. */
export const isViewerPolicyModern = (name: string): boolean => isModern(VIEWER_POLICY, name);

/** True for a protocol between CloudFront and an origin that is TLS 1.2 or newer. */
export const isOriginProtocolModern = (name: string): boolean => isModern(ORIGIN_PROTOCOL, name);

function isModern(pattern: RegExp, name: string): boolean {
  const [, major, minor] = pattern.exec(name) ?? [];
  return Number(`${major}.${minor}`) >= OLDEST;
}
