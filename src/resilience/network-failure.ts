const causesMax = 5;

/** The code of the error behind `TypeError: fetch failed`, or behind a body that broke off; undefined if it is no error of the network. */
export function networkCodeOf(error: unknown): string | undefined {
  let current = error;
  for (let depth = 0; depth < causesMax && current instanceof Error; depth += 1) {
    if ("code" in current && typeof current.code === "string") return current.code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return undefined;
}

/** Codes OpenSSL gives certificates, with and without `CERT` in them, and those of a handshake; `EPROTO` is one that went wrong. */
const unsafeCodes =
  /CERT|TLS|SSL|CRL|VERIFY|^(?:EPROTO|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH)$/;

/** Whether there is no safe connection to the service: its certificate or the handshake is at fault, for every call alike. */
export const isUnsafe = (networkCode: string): boolean => unsafeCodes.test(networkCode);

/** `Retry-After` in seconds or as a date; undefined if it is neither. */
export function retryAfterMsOf(header: string | null, now: () => number): number | undefined {
  if (header === null) return undefined;
  const value = header.trim();
  const ms = /^\d+$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
