import { AppError } from "#src/errors.ts";

/** A service behind a port gave no usable answer. Its findings become `unknown`, never `contradicted`. */
export class PortUnavailable extends AppError {
  readonly code = "port.unavailable";
  readonly isTransient: boolean;
  readonly port: string;
  /** What the service asks to wait before the next attempt, milliseconds. */
  readonly retryAfterMs: number | undefined;
  /** True if the service has too much to do: fewer calls at once would help. */
  readonly isOverload: boolean;
  /** True if every call fails alike until somebody mends it: a wrong key, no safe connection. */
  readonly isOutage: boolean;

  constructor(
    port: string,
    message: string,
    options: ErrorOptions & {
      isTransient: boolean;
      retryAfterMs?: number | undefined;
      isOverload?: boolean;
      isOutage?: boolean;
    },
  ) {
    super(`${port}: ${message}`, options);
    this.port = port;
    this.isTransient = options.isTransient;
    this.retryAfterMs = options.retryAfterMs;
    this.isOverload = options.isOverload ?? false;
    this.isOutage = options.isOutage ?? false;
  }
}
