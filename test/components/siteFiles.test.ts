import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { symlinkSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { buildFault, contentType, fileKind, readSiteFiles } from "../../components/siteFiles";
import { API, folderOf, goodSite, removeFolders } from "./siteFixture";

afterEach(removeFolders);

describe("the files of a build", () => {
  it("are told with how each is served, sorted by path", () => {
    const dist = folderOf(goodSite);
    const hash = (path: string): string =>
      createHash("sha256")
        .update(goodSite[path] ?? "")
        .digest("hex");
    assert.deepEqual(readSiteFiles(dist), [
      {
        path: "assets/index-B3xK9_qa.js",
        source: join(dist, "assets/index-B3xK9_qa.js"),
        kind: "hashed",
        contentType: "text/javascript; charset=utf-8",
        cacheControl: "public, max-age=31536000, immutable",
        hash: hash("assets/index-B3xK9_qa.js"),
      },
      {
        path: "assets/index-C0ffee42.css",
        source: join(dist, "assets/index-C0ffee42.css"),
        kind: "hashed",
        contentType: "text/css; charset=utf-8",
        cacheControl: "public, max-age=31536000, immutable",
        hash: hash("assets/index-C0ffee42.css"),
      },
      {
        path: "favicon.svg",
        source: join(dist, "favicon.svg"),
        kind: "other",
        contentType: "image/svg+xml",
        cacheControl: "public, max-age=300",
        hash: hash("favicon.svg"),
      },
      {
        path: "index.html",
        source: join(dist, "index.html"),
        kind: "page",
        contentType: "text/html; charset=utf-8",
        cacheControl: "no-cache",
        hash: hash("index.html"),
      },
    ]);
  });

  it("leave out what is hidden, but for .well-known, and follow links to files", () => {
    const dist = folderOf({
      ...goodSite,
      ".env": "SECRET=1",
      ".DS_Store": "",
      ".vite/manifest.json": "{}",
      "assets/.gitkeep": "",
      ".well-known/security.txt": "Contact: mailto:security@example.com",
    });
    symlinkSync(join(dist, "favicon.svg"), join(dist, "icon.svg"));
    assert.deepEqual(
      readSiteFiles(dist).map(({ path }) => path),
      [".well-known/security.txt", ...Object.keys(goodSite), "icon.svg"].sort(),
    );
  });

  it("keep a relative folder relative, so that a plan is the same on every machine", () => {
    const dist = relative(process.cwd(), folderOf(goodSite));
    assert.equal(readSiteFiles(dist).at(-1)?.source, join(dist, "index.html"));
  });

  it("are none when the folder is missing", () => {
    assert.deepEqual(readSiteFiles("/no/such/folder"), []);
  });
});

describe("the kind of a file", () => {
  const hashed = ["index-B3xK9_qa.js", "index-CDVm9Lin.js.map", "inter-D4x-9_Za.woff2", "main.3f2a1b9c.js"];
  for (const name of [...hashed, "vendor-react-dom-CqZ3x1ab.js", "main.0123456789abcdef0123.css"]) {
    it(`of assets/${name} is hashed`, () => {
      assert.equal(fileKind(`assets/${name}`), "hashed");
    });
  }

  for (const path of [
    "assets/logo.png",
    "assets/my-component.js",
    "assets/logo-original.png",
    "assets/user-profile.png",
    "index-B3xK9_qa.js",
    "img/photo-B3xK9_qa.png",
    "robots.txt",
  ]) {
    it(`of ${path} is other`, () => {
      assert.equal(fileKind(path), "other");
    });
  }

  for (const path of ["index.html", "help/index.html", "assets/frame-B3xK9_qa.html"]) {
    it(`of ${path} is page`, () => {
      assert.equal(fileKind(path), "page");
    });
  }
});

describe("the content type", () => {
  const types = {
    "a.js": "text/javascript; charset=utf-8",
    "a.mjs": "text/javascript; charset=utf-8",
    "a.txt": "text/plain; charset=utf-8",
    "a.json": "application/json",
    "a.js.map": "application/json",
    "a.webmanifest": "application/manifest+json",
    "a.wasm": "application/wasm",
    "a.woff2": "font/woff2",
    "a.png": "image/png",
    "A.PNG": "image/png",
    "a.unheard-of": "application/octet-stream",
    LICENSE: "application/octet-stream",
  };
  for (const [path, type] of Object.entries(types)) {
    it(`of ${path} is ${type}`, () => {
      assert.equal(contentType(path), type);
    });
  }
});

describe("a build", () => {
  const fault = (files: Readonly<Record<string, string>>, apiUrl = API): string | undefined => {
    const dist = folderOf(files);
    return buildFault(readSiteFiles(dist), { dist, apiUrl })?.replace(dist, "DIST");
  };
  const without = (path: string): Record<string, string> =>
    Object.fromEntries(Object.entries(goodSite).filter(([key]) => key !== path && !key.startsWith(path)));
  const plainPage = { ...goodSite, "index.html": "<!doctype html>" };
  const script = (text: string) => ({ ...plainPage, "assets/index-B3xK9_qa.js": text });

  it("is fine when its page declares the API", () => {
    assert.equal(fault({ ...goodSite, "assets/index-B3xK9_qa.js": "" }), undefined);
  });

  it("is fine when a script holds the API's address", () => {
    assert.equal(fault(plainPage), undefined);
  });

  it("that is missing is named", () => {
    const expected = { dist: "/no/such/folder", apiUrl: API };
    assert.equal(buildFault([], expected), '"/no/such/folder" does not exist');
  });

  it("that is a file is named", () => {
    const file = join(folderOf({}), "dist");
    writeFileSync(file, "");
    assert.equal(buildFault([], { dist: file, apiUrl: API }), `"${file}" is not a folder`);
  });

  it("needs a page", () => {
    assert.equal(fault(without("index.html")), '"DIST" has no index.html');
  });

  it("needs assets", () => {
    assert.equal(fault(without("assets/")), '"DIST" has no files in assets/');
  });

  it("has no thousands of files", () => {
    const many = Array.from({ length: 1997 }, (_, index) => [`assets/${index}.txt`, ""]);
    assert.equal(fault({ ...goodSite, ...(Object.fromEntries(many.slice(1)) as object) }), undefined);
    assert.equal(
      fault({ ...goodSite, ...(Object.fromEntries(many) as object) }),
      '"DIST" has 2001 files, more than the 2000 that a built site may have',
    );
  });

  it("for another API is told with the one that its page declares", () => {
    assert.equal(
      fault(goodSite, "https://api.example.com"),
      `"DIST" was built for the API at ${API}, not https://api.example.com`,
    );
  });

  it("for another API is told with those that its scripts hold", () => {
    assert.equal(
      fault(script('a="https://api.example.com/x",b="http://localhost:8000",c="https://cdn.example.com"')),
      `"DIST" was built for another API: it holds http://localhost:8000 and https://api.example.com, not ${API}`,
    );
  });

  it("without any API's address is told so", () => {
    assert.equal(
      fault(script("1")),
      `"DIST" was not built for the API at ${API}: no page or script holds that address`,
    );
  });

  for (const longer of [`${API}.evil.test`, `${API}-2`, `${API}:8443`, `${API}x`]) {
    it(`for ${longer} is not one for ${API}`, () => {
      assert.match(fault(script(`"${longer}"`)) ?? "", /was built for another API/);
    });
  }

  it("may have the address at the end of a sentence, or before a path", () => {
    assert.equal(fault(script(`// see ${API}.`)), undefined);
    assert.equal(fault(script(`"${API}-2" + "${API}/api"`)), undefined);
  });
});
