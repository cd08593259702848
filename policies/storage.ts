/** What is stored is encrypted, closed to strangers, and kept for as long as it should be. */
import type { Rule } from "./lib/rule";
import * as access from "./storage/bucketAccess";
import * as companions from "./storage/bucketCompanions";
import * as origins from "./storage/bucketOrigins";
import * as encryption from "./storage/encryption";
import * as keeping from "./storage/keeping";

export * from "./storage/bucketAccess";
export * from "./storage/bucketCompanions";
export * from "./storage/bucketOrigins";
export * from "./storage/encryption";
export * from "./storage/keeping";

export const rules: readonly Rule[] = [
  companions.bucketBlocksPublicAccess,
  access.noPublicAcl,
  access.resourcePolicyClosed,
  origins.bucketForOwnDistribution,
  origins.cloudfrontBucketOrigin,
  encryption.volumesEncrypted,
  encryption.queueEncrypted,
  encryption.fileSystemTls,
  access.bucketPolicyKeepsOwner,
  companions.bucketOwnerEnforced,
  companions.bucketEncryption,
  companions.bucketVersioned,
  companions.bucketLifecycle,
  encryption.topicEncrypted,
  encryption.keyLookedAfter,
  keeping.bucketAccessLogged,
  keeping.logRetention,
  keeping.noForcedDeletion,
  keeping.dataProtected,
];
