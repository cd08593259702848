/**
 * Virtual time. A slow operation is not waited for: its answer is held back until the engine has nothing more
 * to do without it, then the clock jumps to the earliest end. So operations overlap exactly as the engine's own
 * scheduling lets them, however fast this machine is.
 */
import type { Caller } from "./caller";

/** Milliseconds between two looks at whether the engine is at rest. */
const LOOK = 8;

/** Looks in a row at which everything has to be at rest. */
const LOOKS = 3;

/** Where one cannot look into other processes: as many looks of nothing but silence. */
const BLIND_LOOKS = 20;

interface Held {
  readonly end: number;
  readonly peer: string;
  readonly release: () => void;
}

export class VirtualClock {
  #now = 0;
  #held: Held[] = [];
  #active = 0;
  #requests = 0;
  #watching = false;

  /** @param isBusy whether the engine or the program computes; undefined: one cannot tell */
  constructor(private readonly isBusy: () => boolean | undefined) {}

  /** Seconds. */
  get now(): number {
    return this.#now;
  }

  /** Starts anew at zero. */
  reset(): void {
    this.#now = 0;
  }

  /** Runs a request's handler; nothing is answered from the held ones meanwhile. */
  async during<T>(handle: () => T | Promise<T>): Promise<T> {
    this.#requests += 1;
    this.#active += 1;
    try {
      return await handle();
    } finally {
      this.#active -= 1;
      this.#watch();
    }
  }

  /** Resolves when virtual time has reached `end`, or the caller has given up. */
  async until(end: number, caller: Caller): Promise<void> {
    if (end <= this.#now) return;
    this.#active -= 1;
    await new Promise<void>((resolve) => {
      const held: Held = { end, peer: caller.getPeer(), release: resolve };
      this.#held.push(held);
      caller.on("cancelled", () => {
        this.#letGo((other) => other === held);
      });
      this.#watch();
    });
    this.#active += 1;
  }

  /** Answers at once what a connection waits for: its engine gives up. */
  cancel(peer: string): void {
    this.#letGo((held) => held.peer === peer);
  }

  #letGo(which: (held: Held) => boolean): void {
    const going = this.#held.filter(which);
    this.#held = this.#held.filter((held) => !which(held));
    for (const { release } of going) release();
  }

  #watch(): void {
    if (this.#watching || this.#held.length === 0) return;
    this.#watching = true;
    void this.#rest().then(() => {
      this.#watching = false;
      this.#advance();
    });
  }

  /** Resolves when nothing has happened for some looks in a row. */
  async #rest(): Promise<void> {
    let quiet = 0;
    let seen = this.#requests;
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
      const busy = this.isBusy();
      const isQuiet = this.#active === 0 && this.#requests === seen && busy !== true;
      quiet = isQuiet ? quiet + 1 : 0;
      seen = this.#requests;
      if (quiet >= (busy === undefined ? BLIND_LOOKS : LOOKS)) return;
    }
  }

  #advance(): void {
    if (this.#held.length === 0) return;
    this.#now = Math.min(...this.#held.map(({ end }) => end));
    this.#letGo(({ end }) => end <= this.#now);
    this.#watch();
  }
}
