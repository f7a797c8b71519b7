import manifest from "../package.json" with { type: "json" };

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  throw new Error(
    `Node ${process.versions.node} cannot run these tests; ${manifest.engines.node} is needed: use \`npm test\``,
  );
}
