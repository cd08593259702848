import assert from "node:assert/strict";
import { EventEmitter } from "node:events";
import { VirtualClock } from "../../../simulator/cloud/clock";

/** A connection that may be given up. */
class Peer extends EventEmitter {
  constructor(private readonly name = "engine") {
    super();
  }

  getPeer(): string {
    return this.name;
  }
}

const never = (): boolean => false;
const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("the virtual clock", () => {
  it("answers in the order of ends, not of requests, and takes no real time", async () => {
    const clock = new VirtualClock(never);
    const order: [string, number][] = [];
    const operation = (name: string, seconds: number): Promise<void> =>
      clock.during(async () => {
        await clock.until(clock.now + seconds, new Peer());
        order.push([name, clock.now]);
      });
    const began = performance.now();
    await Promise.all([operation("slow", 600), operation("quick", 0), operation("middle", 60)]);
    assert.deepEqual(order, [
      ["quick", 0],
      ["middle", 60],
      ["slow", 600],
    ]);
    assert.ok(performance.now() - began < 2000);
  });

  it("overlaps what is asked for at once and adds up what is asked for in turn", async () => {
    const clock = new VirtualClock(never);
    const operation = (seconds: number): Promise<void> =>
      clock.during(() => clock.until(clock.now + seconds, new Peer()));
    const chain = async (): Promise<void> => {
      await operation(10);
      await operation(10);
    };
    await Promise.all([chain(), operation(15), chain()]);
    assert.equal(clock.now, 20);
  });

  it("waits for a request that is still being handled, however long", async () => {
    const clock = new VirtualClock(never);
    const ends: number[] = [];
    const first = clock.during(async () => {
      await clock.until(100, new Peer());
      ends.push(clock.now);
    });
    await clock.during(async () => {
      await pause(150);
      await clock.until(50, new Peer());
      ends.push(clock.now);
    });
    await first;
    assert.deepEqual(ends, [50, 100]);
  });

  it("stands still while the engine or the program computes", async () => {
    let busy = true;
    const clock = new VirtualClock(() => busy);
    let answered = false;
    const operation = clock.during(() => clock.until(5, new Peer())).then(() => (answered = true));
    await pause(150);
    assert.equal(answered, false);
    busy = false;
    await operation;
    assert.equal(clock.now, 5);
  });

  it("goes by silence where it cannot look into other processes", async () => {
    const clock = new VirtualClock(() => undefined);
    await clock.during(() => clock.until(5, new Peer()));
    assert.equal(clock.now, 5);
  });

  it("forgets a caller that is gone, and lets one go that gives up", async () => {
    let busy = true;
    const clock = new VirtualClock(() => busy);
    const gone = new Peer("gone");
    const first = clock.during(() => clock.until(1000, gone));
    const second = clock.during(() => clock.until(2000, new Peer("ends")));
    const third = clock.during(() => clock.until(30, new Peer("stays")));
    await pause(1);
    gone.emit("cancelled");
    clock.cancel("ends");
    await Promise.all([first, second]);
    assert.equal(clock.now, 0);
    busy = false;
    await third;
    assert.equal(clock.now, 30);
  });
});
