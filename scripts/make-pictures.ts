import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { crc32 } from "node:zlib";
import { chromium, type Page } from "playwright-core";
import { runFanfold } from "#test/support/fanfold-process.ts";
import { drawnGraphs } from "./drawn-graphs.ts";

/*
 * Makes the pictures of the docs: the drawing of each graph, and the report of the samples. `npm run pictures`, or with another
 * folder behind it. Needs /usr/bin/chromium, and nothing of the network.
 */
const [folder = "docs/pictures"] = process.argv.slice(2);

const mermaid = fileURLToPath(import.meta.resolve("mermaid/dist/mermaid.min.js"));

const settings = {
  theme: "base",
  themeVariables: {
    fontFamily: '"DejaVu Sans", sans-serif',
    fontSize: "14px",
    primaryColor: "#e8f1f3",
    primaryBorderColor: "#1f5566",
    primaryTextColor: "#1c2127",
    lineColor: "#5c6570",
    useGradient: false,
    dropShadow: "none",
  },
  themeCSS: ".node rect { rx: 6px; ry: 6px }",
  flowchart: { useMaxWidth: false },
};
/** Length, type and checksum of the chunk a PNG ends with, which is empty. */
const endChunkBytes = 12;
const ends = [
  "__start__([START]):::ends",
  "__end__([END]):::ends",
  "classDef ends fill:#1f5566,stroke:#1f5566,color:#fff",
];

const work = await mkdtemp(path.join(tmpdir(), "fanfold-pictures-"));
const browser = await chromium.launchPersistentContext(path.join(work, "profile"), {
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"],
  colorScheme: "light",
  deviceScaleFactor: 1.5,
  viewport: { width: 1280, height: 765 },
  offline: true,
});
try {
  await mkdir(folder, { recursive: true });
  const page = await browser.newPage();
  for (const { name, drawing } of drawnGraphs) {
    await keep(name, withSource(await pictureOf(page, drawing), drawing));
  }
  await keep("report", await pictureOfReport(page));
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}

async function keep(name: string, picture: Buffer): Promise<void> {
  const file = path.join(folder, `${name}.png`);
  await writeFile(file, picture);
  console.log(`${file}\t${Math.ceil(picture.byteLength / 1_024)} KiB`);
}

async function pictureOf(page: Page, drawing: string): Promise<Buffer> {
  await page.setContent('<div id="drawing" style="display: inline-block; padding: 8px"></div>');
  await page.addScriptTag({ path: mermaid });
  const text = [drawing, ...ends].join("\n");
  await page.evaluate(`(async () => {
    mermaid.initialize(${JSON.stringify(settings)});
    const { svg } = await mermaid.render("graph", ${JSON.stringify(text)});
    document.getElementById("drawing").innerHTML = svg;
  })()`);
  return await page.locator("#drawing").screenshot();
}

/** The PNG with the drawing it shows written into it, so that a picture of yesterday's graph can be told from today's. */
function withSource(png: Buffer, drawing: string): Buffer {
  const end = png.length - endChunkBytes;
  const content = Buffer.from(`tEXtSource\0${drawing}`, "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length - "tEXt".length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, end), length, content, checksum, png.subarray(end)]);
}

async function pictureOfReport(page: Page): Promise<Buffer> {
  const args = ["samples", "--sellers", "samples/sellers.csv", "--out", work, "--quiet"];
  await runFanfold(["process", ...args], {
    env: { FANFOLD_HOME: path.join(work, "home"), FANFOLD_ANALYSIS: "rules" },
  });
  await page.goto(pathToFileURL(path.join(work, "report.html")).href);
  return await page.screenshot();
}
