import { parseArgs, type ParseArgsConfig } from "node:util";
import { UsageError } from "./cli.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * Parses a command's arguments.
 *
 * @throws {UsageError} Naming the option that is unknown, lacks its value, or is followed by what looks like another one.
 */
export function parseOptions<T extends Options>(
  command: string,
  args: readonly string[],
  options: T,
) {
  refuseDashedValue(command, args, options);
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new UsageError(`${message}; see fanfold ${command} --help`, { cause: error });
  }
}

/** A value that begins with a dash is more often an option whose own value was forgotten. */
function refuseDashedValue(command: string, args: readonly string[], options: Options): void {
  const { tokens } = parseArgs({
    args: [...args],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== "option" || token.inlineValue !== false) continue;
    const { rawName, name, value } = token;
    if (!/^-./.test(value)) continue;
    throw new UsageError(
      `${rawName} is followed by ${value}, not by a value; if that is the value, write --${name}=${value}; see fanfold ${command} --help`,
    );
  }
}
