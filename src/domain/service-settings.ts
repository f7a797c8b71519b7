import { z } from "zod";

/** Services a batch may ask, each off unless the services file names it. */
export const serviceNames = [
  "vies",
  "gleif",
  "companiesHouse",
  "serper",
  "google",
  "nominatim",
  "frankfurter",
] as const;
export type ServiceName = (typeof serviceNames)[number];

const Milliseconds = z.int().min(1).max(3_600_000);
const Share = z.number().gt(0).lt(1);

type Figures = {
  readonly baseUrl: string;
  readonly timeoutMs: number;
  readonly deadlineMs: number;
  readonly concurrencyMax: number;
  readonly ratePerSecond?: number;
  readonly cacheSeconds: number;
};

const day = 86_400;

/**
 * For services that count requests a second. Their deadline includes waiting for the rate, and all documents in flight wait for it
 * at once: one as short as that of the others would leave them without an answer of a service that works, the more the more are
 * processed in parallel.
 */
const deadlineMsWithRate = 600_000;

const Breaker = z
  .strictObject({
    failureRate: Share.default(0.5).describe("Share of failed calls above which it opens"),
    slowCallRate: Share.default(0.8).describe("Share of slow calls above which it opens"),
    slowCallMs: Milliseconds.optional().describe(
      "A call is slow from here on; by default four fifths of timeoutMs",
    ),
    windowCalls: z.int().min(2).max(1_000).default(20).describe("Calls looked at"),
    callsMin: z.int().min(1).max(1_000).default(5).describe("Calls before it may open"),
    halfOpenAfterMs: Milliseconds.default(15_000).describe("How long it stays open before a trial"),
  })
  .refine(({ callsMin, windowCalls }) => callsMin <= windowCalls, {
    path: ["callsMin"],
    message: "must not be above windowCalls",
  })
  .prefault({});

const concurrencyWith = (concurrencyMax: number) =>
  z
    .strictObject({
      min: z.int().min(1).max(256).default(1),
      max: z.int().min(1).max(256).default(concurrencyMax),
      initial: z.int().min(1).max(256).default(Math.min(4, concurrencyMax)),
    })
    .refine(({ min, max, initial }) => min <= initial && initial <= max, {
      path: ["initial"],
      message: "must lie between min and max",
    })
    .prefault({});

const slowShare = 0.8;

/** What is slow follows the timeout unless it is given. */
function withSlowCallMs<
  S extends {
    readonly timeoutMs: number;
    readonly breaker: { readonly slowCallMs?: number | undefined };
  },
>(settings: S) {
  const { timeoutMs, breaker } = settings;
  const slowCallMs = breaker.slowCallMs ?? Math.round(timeoutMs * slowShare);
  return { ...settings, breaker: { ...breaker, slowCallMs } };
}

const serviceWith = (figures: Figures) => figuresWith(figures).transform(withSlowCallMs);

/** How one service is asked: the figures of its policies. Every one has a default. */
const figuresWith = ({ baseUrl, timeoutMs, deadlineMs, ...figures }: Figures) =>
  z.strictObject({
    baseUrl: z
      .url({ protocol: /^https?$/, error: "expected an address such as https://example.org" })
      .default(baseUrl)
      .describe("Base address of the service"),
    timeoutMs: Milliseconds.default(timeoutMs).describe("Longest one attempt may take"),
    deadlineMs: Milliseconds.default(deadlineMs).describe(
      "Longest a look-up may take in all, waits and retries included",
    ),
    isTimeoutAdaptive: z
      .boolean()
      .default(false)
      .describe("Shorten the timeout to three times the 95th percentile of what was observed"),
    attemptsMax: z.int().min(1).max(10).default(3).describe("Attempts in all"),
    backoffMsMin: Milliseconds.default(300).describe(
      "Wait before the second attempt; it doubles, with jitter",
    ),
    retryAfterMsMax: Milliseconds.default(10_000).describe("Longest wait a service may ask for"),
    breaker: Breaker,
    concurrency: concurrencyWith(figures.concurrencyMax),
    queueSlots: z.int().min(1).max(100_000).default(20_000).describe("Look-ups that may wait"),
    ratePerSecond: z
      .number()
      .gt(0)
      .max(1_000)
      .optional()
      .transform((given) => given ?? figures.ratePerSecond)
      .describe("Requests a second the service allows; without it none is counted"),
    burst: z
      .int()
      .min(1)
      .max(1_000)
      .default(1)
      .describe("Requests that may come at once within the rate"),
    cacheSeconds: z
      .int()
      .min(0)
      .max(30 * day)
      .default(figures.cacheSeconds)
      .describe("How long an answer is kept; 0: not"),
  });

/** The services file: a service that is named is asked, `{}` for all defaults. Keys come from the environment, never from here. */
export const Services = z
  .strictObject({
    vies: serviceWith({
      baseUrl: "https://ec.europa.eu/taxation_customs/vies/rest-api/",
      timeoutMs: 10_000,
      deadlineMs: 30_000,
      concurrencyMax: 8,
      cacheSeconds: day,
    }).optional(),
    gleif: serviceWith({
      baseUrl: "https://api.gleif.org/",
      timeoutMs: 5_000,
      deadlineMs: deadlineMsWithRate,
      concurrencyMax: 8,
      ratePerSecond: 1,
      cacheSeconds: 7 * day,
    }).optional(),
    companiesHouse: serviceWith({
      baseUrl: "https://api.company-information.service.gov.uk/",
      timeoutMs: 5_000,
      deadlineMs: deadlineMsWithRate,
      concurrencyMax: 4,
      ratePerSecond: 2,
      cacheSeconds: day,
    }).optional(),
    serper: serviceWith({
      baseUrl: "https://google.serper.dev/",
      timeoutMs: 5_000,
      deadlineMs: 15_000,
      concurrencyMax: 8,
      cacheSeconds: 7 * day,
    }).optional(),
    google: serviceWith({
      baseUrl: "https://addressvalidation.googleapis.com/",
      timeoutMs: 5_000,
      deadlineMs: 15_000,
      concurrencyMax: 16,
      cacheSeconds: 30 * day,
    }).optional(),
    nominatim: figuresWith({
      baseUrl: "https://nominatim.openstreetmap.org/",
      timeoutMs: 10_000,
      deadlineMs: deadlineMsWithRate,
      concurrencyMax: 1,
      ratePerSecond: 1,
      cacheSeconds: 30 * day,
    })
      .extend({
        userAgent: z
          .string()
          .min(5)
          .describe("How the service knows you, as its usage policy asks: name and contact"),
      })
      .transform(withSlowCallMs)
      .optional(),
    frankfurter: serviceWith({
      baseUrl: "https://api.frankfurter.dev/",
      timeoutMs: 5_000,
      deadlineMs: 15_000,
      concurrencyMax: 4,
      cacheSeconds: day,
    }).optional(),
  })
  .refine(({ google, nominatim }) => google === undefined || nominatim === undefined, {
    path: ["nominatim"],
    message: "is one map, google is another; name one of the two",
  })
  .superRefine((services, context) => {
    for (const [name, settings] of Object.entries(services)) {
      if (settings === undefined || settings.deadlineMs >= settings.timeoutMs) continue;
      context.addIssue({
        code: "custom",
        path: [name, "deadlineMs"],
        message: "must be at least timeoutMs",
      });
    }
  })
  .describe("Services that are asked");
export type Services = z.infer<typeof Services>;
