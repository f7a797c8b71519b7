/** Postal abbreviations of the United States; with a ZIP code behind they show an American address. */
export const usStates: ReadonlySet<string> = new Set(
  "AL AK AZ AR CA CO CT DC DE FL GA HI IA ID IL IN KS KY LA MA MD ME MI MN MO MS MT NC ND NE NH NJ NM NV NY OH OK OR PA RI SC SD TN TX UT VA VT WA WI WV WY".split(
    " ",
  ),
);
