import type { Finding } from "#src/domain/finding.ts";
import type { Invoice, IsoDate } from "#src/domain/invoice.ts";
import type { Policy } from "#src/domain/policy.ts";
import { daysBetween } from "./days.ts";
import { reporter } from "./reporter.ts";

type DatesPolicy = Pick<Policy, "invoiceAgeDaysMax" | "deliveryAfterIssueDaysMax">;

/** The issue date may be a day ahead: the seller may live where it is already tomorrow. */
const aheadDaysMax = 1;

const { verified, contradicted } = reporter("dates");

/** Checks the dates against each other and against today. A missing issue date is the document check's finding. */
export function checkDates(
  invoice: Invoice,
  { today, policy }: { readonly today: IsoDate; readonly policy: DatesPolicy },
): Finding[] {
  const { issueDate } = invoice;
  if (issueDate === undefined) return [];
  return [
    ...checkDue(issueDate, invoice.paymentDueDate),
    ...checkAge(issueDate, today, policy),
    ...checkDelivery(issueDate, invoice.deliveryDate, policy),
  ];
}

function checkDue(issueDate: IsoDate, dueDate: IsoDate | undefined): Finding[] {
  const rule = "DATES-DUE";
  const path = "paymentDueDate";
  if (dueDate === undefined) return [];
  const message = `Due on ${dueDate}, issued on ${issueDate}.`;
  return daysBetween(issueDate, dueDate) < 0
    ? [contradicted(rule, message, { path })]
    : [verified(rule, message, path)];
}

function checkAge(
  issueDate: IsoDate,
  today: IsoDate,
  { invoiceAgeDaysMax }: DatesPolicy,
): Finding[] {
  const path = "issueDate";
  const ageDays = daysBetween(issueDate, today);
  if (ageDays < -aheadDaysMax) {
    const message = `Issued on ${issueDate}, ${-ageDays} days after today, ${today}.`;
    return [contradicted("DATES-FUTURE", message, { path })];
  }
  const isOnTime = verified("DATES-FUTURE", `Issued on ${issueDate}; today is ${today}.`, path);
  const message = `Issued ${Math.max(0, ageDays)} days ago, on ${issueDate}; ${invoiceAgeDaysMax} are allowed.`;
  return [
    isOnTime,
    ageDays > invoiceAgeDaysMax
      ? contradicted("DATES-AGE", message, { path })
      : verified("DATES-AGE", message, path),
  ];
}

function checkDelivery(
  issueDate: IsoDate,
  deliveryDate: IsoDate | undefined,
  { deliveryAfterIssueDaysMax }: DatesPolicy,
): Finding[] {
  const rule = "DATES-DELIVERY";
  const path = "deliveryDate";
  if (deliveryDate === undefined) return [];
  const message = `Delivered on ${deliveryDate}, issued on ${issueDate}.`;
  return daysBetween(issueDate, deliveryDate) > deliveryAfterIssueDaysMax
    ? [contradicted(rule, message, { path })]
    : [verified(rule, message, path)];
}
