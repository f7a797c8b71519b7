import { z } from "zod";

/** What is used of an answer of `/search` in format `jsonv2` with address details. */
export const SearchAnswer = z.array(
  z.object({
    /** From 4, a country, over 16, a city, and 26, a street, to 30, a house. */
    place_rank: z.int(),
    address: z.object({
      country_code: z.string().optional(),
      postcode: z.string().optional(),
      city: z.string().optional(),
      town: z.string().optional(),
      village: z.string().optional(),
      municipality: z.string().optional(),
    }),
  }),
);
export type SearchAnswer = z.infer<typeof SearchAnswer>;
export type Place = SearchAnswer[number];
