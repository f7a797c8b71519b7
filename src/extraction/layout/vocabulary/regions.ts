/**
 * Regions, large cities, post codes and legal forms that are found in one country only, in the spelling of `plain`, by the country's code:
 * addresses that stay in their country often do not name it. All of these countries write the day first.
 */
export const regions: { readonly [country: string]: readonly string[] } = {
  AU: [
    "new south wales",
    "queensland",
    "tasmania",
    "(?:nsw|qld|vic|tas|act) \\d{4}",
    "abn:? \\d{2} ?\\d{3} ?\\d{3} ?\\d{3}",
  ],
  GB: ["[a-z]{1,2}\\d[a-z\\d]? \\d[abd-hjlnp-uw-z]{2}(?!\\d)"],
  IN: [
    "maharashtra",
    "karnataka",
    "tamil nadu",
    "uttar pradesh",
    "new delhi",
    "mumbai",
    "bengaluru",
    "gstin",
  ],
  SG: ["pte[.]? ltd", "singapore \\d{6}"],
  MY: [
    "sdn[.]? ?bhd",
    "selangor",
    "johor",
    "kuala lumpur",
    "petaling jaya",
    "kelantan",
    "terengganu",
    "pahang",
    "perak",
    "kedah",
    "perlis",
    "melaka",
    "negeri sembilan",
    "pulau pinang",
    "sarawak",
  ],
};
