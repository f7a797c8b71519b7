import type { Miss } from "#src/domain/evaluation.ts";
import type { PlaceView } from "#src/domain/place-view.ts";
import { countOf, formatCount } from "./format.ts";
import { html, type Markup, noMarkup, trusted } from "./markup.ts";

/** What is shown of a miss: the place a wrong value was read from, or where a missing one stands. */
export type MissViews = ReadonlyMap<Miss, PlaceView>;

type Misses = {
  readonly misses: readonly Miss[];
  readonly leftOut: number;
  readonly views: MissViews;
};

/** Values that are not right, each with what was expected, what was read, and a view of the place. */
export function renderMisses({ misses, leftOut, views }: Misses): Markup {
  if (misses.length === 0) return noMarkup;
  return html`<section>
    <div class="section-head">
      <h2>Misses</h2>
      <p class="muted">
        ${countOf(misses.length, "value")}${leftOut > 0 && `, ${formatCount(leftOut)} more left out`}
      </p>
    </div>
    <div class="scroll">
      <table class="grid">
        <thead>
          <tr>
            <th scope="col">Document</th>
            <th scope="col">Field</th>
            <th scope="col">Expected</th>
            <th scope="col">Read</th>
            <th class="num" scope="col">Confidence</th>
            <th scope="col">Where</th>
          </tr>
        </thead>
        <tbody>
          ${misses.map((miss) => renderMiss(miss, views.get(miss)))}
        </tbody>
      </table>
    </div>
  </section>`;
}

const columns = 6;

function renderMiss(miss: Miss, view: PlaceView | undefined): Markup {
  const { file, field, verdict, expected, read, confidence, page } = miss;
  return html`<tr>
    <th scope="row"><bdi>${file}</bdi></th>
    <td>${field}</td>
    <td><bdi>${expected}</bdi></td>
    <td class="${verdict === "wrong" && "bad"}"><bdi>${read ?? "nothing"}</bdi></td>
    <td class="num">${confidence?.toFixed(2)}</td>
    <td>${page !== undefined && `page ${page}`}</td>
  </tr>
  ${view !== undefined && html`<tr><td colspan="${columns}">${renderView(view)}</td></tr>`}`;
}

function renderView(view: PlaceView): Markup {
  if (view.kind === "lines") {
    return html`<pre class="evidence"><bdi>${view.lines.join("\n")}</bdi></pre>`;
  }
  const { jpegBase64, widthPx, heightPx } = view;
  // Base64 is letters, digits and three signs, whatever the document shows; and longer than a value that is shown.
  return html`<img
    src="data:image/jpeg;base64,${trusted(jpegBase64)}"
    width="${widthPx}"
    height="${heightPx}"
    loading="lazy"
    alt="The place on the page"
  />`;
}
