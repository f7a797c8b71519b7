import type { Amount } from "./amounts.ts";
import { isTaxOf } from "./sums.ts";
import { type Option, type Total, isPlausible, scoreMin } from "./total-options.ts";

/**
 * Net, tax and gross where only what stands before a discount or a charge is printed: `Subtotal 543.95`, `Discount 27.20`, `VAT 20 %
 * 103.35`, `Total 620.10`. What the discount leaves is the total less its tax, if a printed rate leads from it to that tax.
 *
 * @param subtotals - Sums labelled as net totals or subtotals; amounts in 1/10000.
 * @param page.money - Every sum printed outside the lines of the invoice, the discount among them, by its value.
 */
export function discountedNet(
  subtotals: readonly Option[],
  taxes: readonly Option[],
  grosses: readonly Option[],
  page: { readonly money: ReadonlyMap<number, Amount>; readonly ratesPpm: readonly number[] },
): { readonly net: Total; readonly tax: Total; readonly gross: Total } | undefined {
  const { money, ratesPpm } = page;
  for (const subtotal of subtotals.filter(isSupported)) {
    for (const gross of grosses.filter(isSupported)) {
      for (const tax of taxes.filter(isSupported)) {
        const net = gross.minor - tax.minor;
        const change = subtotal.minor - net;
        const isPrinted = change !== 0 && (money.has(change) || money.has(-change));
        const isOfRate = ratesPpm.some((rate) => rate > 0 && isTaxOf(net, rate, tax.minor));
        if (!isPrinted || !isOfRate || tax.minor === 0 || !isPlausible(net, tax.minor)) continue;
        return {
          net: { ...subtotal, minor: net, confidence },
          tax: { ...tax, confidence },
          gross: { ...gross, confidence },
        };
      }
    }
  }
  return undefined;
}

/** Five printed numbers agree. */
const confidence = 0.85;

const isSupported = ({ score }: Option): boolean => score >= scoreMin;
