/** What the server answers; nothing if it says there is no such thing. */
export async function orNothing<T>(answered: Promise<T>): Promise<T | undefined> {
  try {
    return await answered;
  } catch (error) {
    const status = error instanceof Error && "status" in error ? Number(error.status) : 500;
    if (status >= 400 && status < 500) return undefined;
    throw error;
  }
}
