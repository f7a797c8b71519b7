import { Client } from "@langchain/langgraph-sdk";
import { putAssistants } from "#src/web/assistants.ts";

/** Creates the assistants on a server: `npm run assistants`, or `npm run assistants -- https://server`, with FANFOLD_API_TOKEN. */
const [apiUrl = "http://127.0.0.1:2024"] = process.argv.slice(2);
const { FANFOLD_API_TOKEN: token } = process.env;
const client = new Client({
  apiUrl,
  apiKey: null,
  ...(token !== undefined && { defaultHeaders: { authorization: `Bearer ${token}` } }),
});
for (const [name, id] of await putAssistants(client.assistants)) console.log(`${name}\t${id}`);
