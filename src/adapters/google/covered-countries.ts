/** Countries whose addresses Google Address Validation knows (its coverage page, 2026). Others are not asked about. */
export const coveredCountries: ReadonlySet<string> = new Set(
  (
    "AR AT AU BE BG BR CA CH CL CO CZ DE DK EE ES FI FR GB HR HU IE IN IT JP LT LU LV MX MY NL NO NZ PL PR PT SE SG SI SK " +
    "US"
  ).split(" "),
);
