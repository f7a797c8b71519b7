import { AppError } from "#src/errors.ts";

/** A service behind a port gave no usable answer. Its findings become `unknown`, never `contradicted`. */
export class PortUnavailable extends AppError {
  readonly code = "port.unavailable";
  readonly isTransient: boolean;
  readonly port: string;

  constructor(port: string, message: string, options: ErrorOptions & { isTransient: boolean }) {
    super(`${port}: ${message}`, options);
    this.port = port;
    this.isTransient = options.isTransient;
  }
}
