/** Words tills begin a line or column with, in the spelling of `plain`: who serves, how it was paid, what was given back. */
const wordsByLanguage = {
  en: ["cashier", "cash", "change", "tender", "tendered", "rounding", "guest", "server", "pax"],
  de: ["kassierer", "kassiererin", "bediener", "bar", "gegeben", "ruckgeld", "wechselgeld"],
  fr: ["caissier", "caissiere", "especes", "rendu"],
  es: ["cajero", "cajera", "efectivo", "cambio"],
  it: ["cassiere", "contanti", "contante", "resto"],
  nl: ["kassa", "contant", "wisselgeld"],
  pl: ["kasjer", "gotowka", "reszta"],
  pt: ["caixa", "dinheiro", "troco"],
  cs: ["pokladni", "hotove", "hotovost", "vraceno", "vratit"],
  ro: ["casier", "numerar"],
  sv: ["kassor", "kontant", "kontanter", "vaxel"],
  da: ["ekspedient", "kontant", "byttepenge"],
  nb: ["kasserer", "kontant", "vekslepenger"],
  fi: ["kassa", "kateinen", "vaihtoraha"],
};

export const tillWords: ReadonlySet<string> = new Set(Object.values(wordsByLanguage).flat());

/** What tills print above the name of the shop, in the spelling of `plain`: `Welcome to`. */
export const greetings: ReadonlySet<string> = new Set(
  "welcome willkommen bienvenue bienvenido bienvenidos benvenuto benvenuti welkom witamy valkommen velkommen tervetuloa vitejte vitame".split(
    " ",
  ),
);
