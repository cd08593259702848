import assert from "node:assert/strict";
import { calledNames, serviceConnect } from "../../components/serviceConnect";
import type { Callee } from "../../components/taskNetwork";

/** Names and ports are all that the functions here look at. */
const callee = (serviceName: string, port = 8000): Callee =>
  ({ serviceName, port, securityGroupId: "sg-1" }) as Callee;

describe("serviceConnect", () => {
  it("answers under the service's own name and port, and never cuts an answer off before the service does", () => {
    assert.deepEqual(
      serviceConnect({
        name: "search-service",
        port: 3000,
        namespaceArn: "arn:namespace",
        requestTimeout: 120,
        logGroup: "/harena/dev/search-service",
        region: "eu-west-1",
      }),
      {
        enabled: true,
        namespace: "arn:namespace",
        services: [
          {
            portName: "search-service",
            discoveryName: "search-service",
            clientAlias: [{ dnsName: "search-service", port: 3000 }],
            timeout: { perRequestTimeoutSeconds: 125, idleTimeoutSeconds: 3600 },
          },
        ],
        logConfiguration: {
          logDriver: "awslogs",
          options: {
            "awslogs-group": "/harena/dev/search-service",
            "awslogs-region": "eu-west-1",
            "awslogs-stream-prefix": "proxy",
            mode: "non-blocking",
            "max-buffer-size": "25m",
          },
        },
      },
    );
  });
});

describe("calledNames", () => {
  it("is the same for the same set, in whatever order", () => {
    const names = "search-service:8000,user-service:8001";
    assert.equal(calledNames([callee("user-service", 8001), callee("search-service")]), names);
    assert.equal(calledNames([callee("search-service"), callee("user-service", 8001)]), names);
  });

  it("changes with a name, a port and the number of them", () => {
    const sets = [[], [callee("a")], [callee("a", 8001)], [callee("b")], [callee("a"), callee("b")]];
    assert.equal(new Set(sets.map(calledNames)).size, sets.length);
    assert.equal(calledNames([]), "");
  });

  it("leaves the list that it is given as it was", () => {
    const callees = Object.freeze([callee("b"), callee("a")]);
    assert.equal(calledNames(callees), "a:8000,b:8000");
  });
});
