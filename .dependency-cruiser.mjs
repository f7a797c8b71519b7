/**
 * Who may import whom, as data: the layer table of ARCHITECTURE.md. Each row allows folders and npm packages; all else is
 * forbidden, with a comment that says what to do instead.
 */
/** Reading and extraction run in threads, behind the document reader. */
const stagesOfNodes = ["checks", "risk", "decision", "ledger", "report"];

/** What a model answered is small and trusted with nothing: joining it needs no thread, unlike layout rules and parsers. */
const extractionOfNodes = "extraction/model";

const layers = {
  domain: {
    may: ["domain"],
    npm: ["zod"],
    instead: "the domain is pure: move effects behind a port",
  },
  reading: {
    may: ["reading", "domain", "errors"],
    npm: [
      "zod",
      "@embedpdf/pdfium",
      "saxes",
      "@napi-rs/canvas",
      "image-size",
      "tesseract.js",
      "utif2",
      "zxing-wasm",
    ],
    node: true,
  },
  extraction: { may: ["extraction", "domain", "errors"], npm: ["zod"] },
  checks: { may: ["checks", "domain", "errors"], npm: ["zod"] },
  risk: { may: ["risk", "domain", "errors"], npm: ["zod"] },
  decision: { may: ["decision", "domain", "errors"], npm: ["zod"] },
  evaluation: { may: ["evaluation", "domain", "errors"], npm: ["zod"], node: true },
  ledger: { may: ["ledger", "domain", "errors"], npm: ["zod"] },
  report: { may: ["report", "domain", "errors"], npm: ["zod", "csv-stringify"] },
  resilience: {
    may: ["resilience"],
    npm: ["cockatiel", "p-retry", "dataloader"],
    // Nothing of it touches network or disk: only ambient values of a run.
    node: true,
    instead: "resilience knows no domain",
  },
  telemetry: {
    may: ["telemetry", "domain", "errors"],
    npm: ["zod", "langsmith", "@langchain/core", "prom-client"],
    node: true,
  },
  ports: { may: ["ports", "domain", "errors"], npm: [] },
  state: { may: ["state", "domain"], npm: ["zod", "@langchain/langgraph"] },
  nodes: {
    may: [
      "nodes",
      ...stagesOfNodes,
      extractionOfNodes,
      "state",
      "ports",
      "domain",
      "resilience",
      "errors",
    ],
    npm: ["@langchain/langgraph", "@langchain/core"],
    node: true,
    instead: "a node calls one stage or port; adapters are handed in",
  },
  storage: {
    may: ["storage", "ports", "domain", "resilience", "errors"],
    npm: [
      "kysely",
      "better-sqlite3",
      "@langchain/langgraph-checkpoint-sqlite",
      "@langchain/langgraph-checkpoint",
      "@langchain/core",
    ],
    node: true,
  },
  adapters: {
    may: ["adapters", "ports", "domain", "resilience", "errors"],
    npm: [".*"],
    node: true,
  },
  web: {
    may: ["web", "domain", "ports", "state", "report", "telemetry", "errors"],
    npm: ["zod", "hono", "@langchain/langgraph-sdk"],
    node: true,
    instead: "a route asks a port; the server's file opens the app and hands it in",
  },
  cli: {
    may: [
      "cli",
      "app",
      "config",
      "domain",
      "ports",
      "state",
      "ledger",
      "report",
      "evaluation",
      "telemetry",
      "errors",
      "graphs",
      "manifest",
    ],
    // Commands that answer an interrupt resume their graph with a `Command`.
    npm: ["zod", "@langchain/langgraph"],
    node: true,
    instead: "open the app and call a graph",
  },
};

const folderPattern = (name) => {
  if (name === "errors") return "^src/errors\\.ts$";
  if (name === "manifest") return "^package\\.json$";
  if (name === "app" || name === "config") return `^src/${name}\\.ts$`;
  return name === "graphs" ? "^graphs/" : `^src/${name}/`;
};
const npmPattern = (name) => `node_modules/${name}(/|$)`;

const layerRules = Object.entries(layers).map(([layer, { may, npm, node = false, instead }]) => ({
  name: `${layer}-imports`,
  severity: "error",
  comment: instead ?? `${layer} may import ${may.join(", ")} only: meet other parts in src/domain`,
  from: { path: `^src/${layer}/` },
  to: {
    pathNot: [...may.map(folderPattern), ...npm.map(npmPattern)],
    ...(node ? { dependencyTypesNot: ["core"] } : {}),
  },
}));

export default {
  forbidden: [
    ...layerRules,
    {
      name: "adapters-do-not-share",
      severity: "error",
      comment: "move what two adapters need into resilience or the domain",
      from: { path: "^src/adapters/([^/]+)/" },
      to: { path: "^src/adapters/", pathNot: "^src/adapters/$1/" },
    },
    {
      name: "app-composes",
      severity: "error",
      comment: "app.ts opens ports; graphs, commands and nodes are built on top of it",
      from: { path: "^src/app\\.ts$" },
      to: { path: "^(src/(cli|web|nodes)|graphs)/" },
    },
    {
      name: "draft-worker-composes",
      severity: "error",
      comment:
        "draft-worker.ts joins reading and extraction in a thread or process; everything else is behind a port",
      from: { path: "^src/draft-worker\\.ts$" },
      to: {
        pathNot: [
          ...["reading", "extraction", "domain", "errors"].map(folderPattern),
          "^src/adapters/(file-system|piscina)/",
        ],
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "draft-worker-is-an-entry",
      severity: "error",
      comment: "a thread loads it by its address: ask the document reader for a draft",
      from: { path: "^(src|graphs)/" },
      to: { path: "^src/draft-worker\\.ts$" },
    },
    {
      name: "graphs-are-wiring",
      severity: "error",
      comment: "a graph file names nodes and edges; logic belongs in a node",
      from: { path: "^graphs/", pathNot: "^graphs/server\\.ts$" },
      to: {
        pathNot: ["^graphs/", "^src/(nodes|state|ports)/", npmPattern("@langchain/langgraph")],
      },
    },
    {
      name: "no-circular",
      severity: "error",
      comment: "move what both need into a third file",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-import-from-test",
      severity: "error",
      comment: "fakes and builders stay in tests",
      from: { path: "^(src|graphs)/" },
      to: { path: "^(test|bench|scripts)/" },
    },
    {
      name: "resolvable",
      severity: "error",
      comment: "the import names no file",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
    reporterOptions: { mermaid: { minify: false } },
  },
};
