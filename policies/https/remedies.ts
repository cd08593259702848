/** What is mended of HTTPS where it is safe: nothing that might leave clients without an answer. */
import type { ResourceValidationArgs } from "@pulumi/policy";
import { DISTRIBUTION } from "../lib/distributions";
import { configTexts, type Config } from "../lib/findings";
import { LISTENERS, PERMANENT, protocolOf } from "../lib/loadBalancers";
import { asList, at, isBag, isGiven, plainText, textAt, type Bag } from "../lib/reading";
import { mend } from "../lib/remedies";
import { isListenerPolicyModern, isViewerPolicyModern } from "../lib/tls";

type Remedy = (args: ResourceValidationArgs) => Bag | undefined;

/** Which the README names as the remedy. */
export const SAFE_LISTENER_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";
const SAFE_FIPS_POLICY = "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04";
const SAFE_VIEWER_POLICY = "TLSv1.2_2021";

/** A listener's TLS policy, and a redirect that means HTTPS already. */
export const remedyListener: Remedy = (args) => {
  const { type, props } = args;
  if (!LISTENERS.includes(type)) return undefined;
  const protocol = protocolOf((property) => at(props, property));
  if (protocol === "HTTP") return remedyRedirect(props);
  if (protocol !== "HTTPS" && protocol !== "TLS") return undefined;
  const policy = textAt(props, "sslPolicy");
  const allowed = configTexts(args.getConfig<Config>(), "allowedPolicies");
  if (policy !== undefined && (isListenerPolicyModern(policy) || allowed.includes(policy))) return undefined;
  const sslPolicy = policy?.includes("-FIPS-") ? SAFE_FIPS_POLICY : SAFE_LISTENER_POLICY;
  return mend(props, { sslPolicy });
};

/** Forwarding is left alone: a listener does not know whether there is another for HTTPS. */
function remedyRedirect(listener: Bag): Bag | undefined {
  const actions = asList(at(listener, "defaultActions"));
  const redirect = at(actions, 0, "redirect");
  if (actions.length !== 1 || textAt(actions, 0, "type") !== "redirect" || !isBag(redirect)) return undefined;
  const [protocol, port, statusCode] = ["protocol", "port", "statusCode"].map((key) =>
    plainText(at(redirect, key)).toUpperCase(),
  );
  const meansHttps = port === "443" || (protocol === "HTTPS" && ["", "#{PORT}"].includes(port));
  const isPermanent = PERMANENT.includes(statusCode);
  if (!meansHttps || (protocol === "HTTPS" && port === "443" && isPermanent)) return undefined;
  mend(redirect, { protocol: "HTTPS", port: "443", ...(!isPermanent && { statusCode: "HTTP_301" }) });
  return listener;
}

/** Behaviours of a distribution that answer in the clear. */
export const remedyViewers: Remedy = ({ type, props }) => {
  if (type !== DISTRIBUTION) return undefined;
  const open = [at(props, "defaultCacheBehavior"), ...asList(at(props, "orderedCacheBehaviors"))].filter(
    (behaviour): behaviour is Bag =>
      isBag(behaviour) && textAt(behaviour, "viewerProtocolPolicy") === "allow-all",
  );
  for (const behaviour of open) mend(behaviour, { viewerProtocolPolicy: "redirect-to-https" });
  return open.length > 0 ? props : undefined;
};

/** A distribution's oldest TLS version; without a certificate of its own there is nothing to mend. */
export const remedyViewerTls: Remedy = ({ type, props }) => {
  const certificate = type === DISTRIBUTION ? at(props, "viewerCertificate") : undefined;
  if (!isBag(certificate)) return undefined;
  const isOwn = ["acmCertificateArn", "iamCertificateId"].some((key) => isGiven(() => at(certificate, key)));
  const version = textAt(certificate, "minimumProtocolVersion");
  if (!isOwn || (version !== undefined && isViewerPolicyModern(version))) return undefined;
  mend(certificate, { minimumProtocolVersion: SAFE_VIEWER_POLICY });
  return props;
};
