/** An answer `{ "error": ... }` with a status, as the server gives before it does anything. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export const modelNotFound = (name: string) => new Refusal(404, `model '${name}' not found`);
