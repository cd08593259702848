import assert from "node:assert/strict";
import { LOG_RETENTION_DAYS } from "../../components/logRetention";
import { memoryChoices } from "../../components/taskSize";
import type { Profile } from "../../stacks/environment";
import { profiles } from "../../stacks/profiles";

describe("the sizings", () => {
  it("dev is small, interruptible, and asleep at night", () => {
    assert.deepEqual(profiles.dev, {
      zones: 2,
      nat: "instance",
      flowLogs: false,
      capacity: "spot",
      size: { cpu: 256, memory: 512 },
      scaling: { minTasks: 1, maxTasks: 2, cpuPercent: 70, requestsPerTask: 1000 },
      sleep: { from: "20:00", to: "07:00", timezone: "Europe/Paris" },
      logRetentionDays: 14,
      containerInsights: "disabled",
      execCommand: true,
      deletionProtection: false,
      accessLogs: false,
      forceDestroy: true,
      secretRecoveryDays: 0,
      priceClass: "PriceClass_100",
    } satisfies Profile);
  });

  it("prod is redundant, protected, and on record", () => {
    assert.deepEqual(profiles.prod, {
      zones: 2,
      nat: "gateway",
      flowLogs: true,
      capacity: "on-demand",
      size: { cpu: 512, memory: 1024 },
      scaling: { minTasks: 2, maxTasks: 6, cpuPercent: 60, requestsPerTask: 600 },
      logRetentionDays: 365,
      containerInsights: "enabled",
      execCommand: false,
      deletionProtection: true,
      accessLogs: true,
      wafRateLimit: 2000,
      forceDestroy: false,
      secretRecoveryDays: 30,
      priceClass: "PriceClass_100",
    } satisfies Profile);
  });

  for (const [sizing, profile] of Object.entries(profiles)) {
    it(`${sizing} has only what AWS offers`, () => {
      assert.ok(memoryChoices(profile.size.cpu).includes(profile.size.memory));
      assert.ok(LOG_RETENTION_DAYS.includes(profile.logRetentionDays));
      assert.ok(profile.secretRecoveryDays === 0 || profile.secretRecoveryDays >= 7);
      assert.ok(profile.scaling.minTasks <= profile.scaling.maxTasks);
    });
  }
});
