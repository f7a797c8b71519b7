import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./cli.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Parses a command's arguments.
 *
 * @throws {UsageError} Naming the option that is unknown or lacks its value.
 */
export function parseOptions<T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new UsageError(`${message}; see fanfold ${command} --help`, { cause: error });
  }
}
