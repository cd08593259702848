import { REQUIRED_PROVIDERS } from "../../tools/contract/plugins";
import type { ProviderSchema } from "../../tools/contract/schema";
import { Terraform } from "../../tools/contract/terraform";

let read: Promise<ProviderSchema> | undefined;

/** What the real provider says of its resource types; asked once. */
export function schema(): Promise<ProviderSchema> {
  return (read ??= ask());
}

async function ask(): Promise<ProviderSchema> {
  const terraform = new Terraform();
  try {
    terraform.write({ terraform: { required_providers: REQUIRED_PROVIDERS } });
    await terraform.init();
    return await terraform.schema();
  } finally {
    terraform.dispose();
  }
}
