/** Where LangGraph's store keeps notes on a seller. A seller key is `kind:value`; the store allows no colon in a label. */
export const sellerNamespaceOf = (sellerKey: string): string[] => [
  "sellers",
  ...sellerKey.split(":", 2),
];
