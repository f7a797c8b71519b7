/** Fields EN 16931 allows once (cardinality 0..1 or 1..1) whose repetition would change what is paid, to whom or when. */
export const ublSingleFields = [
  { field: "invoiceNumber", path: "ID" },
  { field: "issueDate", path: "IssueDate" },
  { field: "paymentDueDate", path: "DueDate" },
  { field: "invoiceTypeCode", path: "InvoiceTypeCode|CreditNoteTypeCode" },
  { field: "currencyCode", path: "DocumentCurrencyCode" },
  { field: "seller.name", path: "AccountingSupplierParty/Party/PartyLegalEntity/RegistrationName" },
  { field: "totalWithoutTax", path: "LegalMonetaryTotal/TaxExclusiveAmount" },
  { field: "totalWithTax", path: "LegalMonetaryTotal/TaxInclusiveAmount" },
  { field: "amountDue", path: "LegalMonetaryTotal/PayableAmount" },
] as const;

const ciiDocument = "ExchangedDocument|HeaderExchangedDocument";
const ciiTrade = "SupplyChainTradeTransaction|SpecifiedSupplyChainTradeTransaction";
const ciiAgreement = `${ciiTrade}/ApplicableHeaderTradeAgreement|ApplicableSupplyChainTradeAgreement`;
const ciiSettlement = `${ciiTrade}/ApplicableHeaderTradeSettlement|ApplicableSupplyChainTradeSettlement`;
const ciiSums = `${ciiSettlement}/SpecifiedTradeSettlementHeaderMonetarySummation|SpecifiedTradeSettlementMonetarySummation`;

export const ciiSingleFields = [
  { field: "invoiceNumber", path: `${ciiDocument}/ID` },
  { field: "issueDate", path: `${ciiDocument}/IssueDateTime/DateTimeString|DateTime` },
  { field: "invoiceTypeCode", path: `${ciiDocument}/TypeCode` },
  { field: "currencyCode", path: `${ciiSettlement}/InvoiceCurrencyCode` },
  { field: "seller.name", path: `${ciiAgreement}/SellerTradeParty/Name` },
  { field: "amountDue", path: `${ciiSums}/DuePayableAmount` },
] as const;
