/**
 * Which provider resource a request is for. Requests name resources, not providers, but the engine opens a
 * connection of its own for each provider instance and configures the instance over it.
 */
import { ProviderError } from "./errors";
import type { ProviderSettings } from "./settings";

export interface Connection {
  /** The engine's own service, for what components log. */
  engineAddress?: string;
  settings?: ProviderSettings;
}

export class Connections {
  readonly #byPeer = new Map<string, Connection>();

  at(peer: string): Connection {
    const known = this.#byPeer.get(peer);
    if (known) return known;
    const fresh: Connection = {};
    this.#byPeer.set(peer, fresh);
    return fresh;
  }

  /** A new instance begins with a handshake: ports come back in use by others. */
  open(peer: string, engineAddress: string): void {
    this.#byPeer.set(peer, { engineAddress });
  }

  /** What the instance behind a connection was configured with. */
  settingsAt(peer: string): ProviderSettings {
    const { settings } = this.at(peer);
    if (settings) return settings;
    throw new ProviderError(
      `the simulated cloud cannot tell which provider the request from ${peer} is for: nothing was configured over this connection`,
    );
  }
}
