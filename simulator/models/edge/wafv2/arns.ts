/** Tokens of the AWS WAF models that others refer to. */
export const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
export const ASSOCIATION = "aws:wafv2/webAclAssociation:WebAclAssociation";
