import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { AppError } from "#src/errors.ts";

/** A request that cannot be served, and what its sender is told. */
export class Refusal extends AppError {
  readonly code: string;
  readonly status: ContentfulStatusCode;
  readonly isTransient: boolean;

  constructor(status: ContentfulStatusCode, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.isTransient = status === 503;
  }
}

/** The one form in which our routes and checks say no. */
export const answer = (context: Context, { status, code, message }: Refusal): Response =>
  context.json({ error: code, message }, status);
