import { generateKeyPairSync, sign } from "node:crypto";

export type Credentials = { readonly key: string; readonly cert: string };

const tag = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  utcTime: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  ipAddress: 0x87,
} as const;

const ecdsaWithSha256 = Buffer.from("2a8648ce3d040302", "hex");
const commonName = Buffer.from("550403", "hex");
const subjectAltName = Buffer.from("551d11", "hex");
const localhost = Buffer.from([127, 0, 0, 1]);
const dayMs = 86_400_000;

/** A certificate of 127.0.0.1 that signed itself (RFC 5280), with its key, both PEM; valid from yesterday until tomorrow. */
export function aCertificate(): Credentials {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(tag.sequence, der(tag.oid, ecdsaWithSha256));
  const named = der(
    tag.sequence,
    der(tag.oid, commonName),
    der(tag.utf8, Buffer.from("fanfold tests")),
  );
  const name = der(tag.sequence, der(tag.set, named));
  const addresses = der(tag.sequence, der(tag.ipAddress, localhost));
  const extension = der(
    tag.sequence,
    der(tag.oid, subjectAltName),
    der(tag.octetString, addresses),
  );
  const toBeSigned = der(
    tag.sequence,
    der(tag.version, der(tag.integer, Buffer.from([2]))),
    der(tag.integer, Buffer.from([1])),
    algorithm,
    name,
    der(tag.sequence, utcTime(Date.now() - dayMs), utcTime(Date.now() + dayMs)),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(tag.extensions, der(tag.sequence, extension)),
  );
  const signature = sign("sha256", toBeSigned, privateKey);
  const noUnusedBits = Buffer.from([0]);
  const certificate = der(
    tag.sequence,
    toBeSigned,
    algorithm,
    der(tag.bitString, noUnusedBits, signature),
  );
  return {
    key: String(privateKey.export({ type: "pkcs8", format: "pem" })),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.toString("base64")}\n-----END CERTIFICATE-----\n`,
  };
}

/** A value in the distinguished encoding rules of ASN.1; contents up to 64 KiB. */
function der(type: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([type, ...size]), content]);
}

const utcTime = (ms: number): Buffer =>
  der(tag.utcTime, Buffer.from(`${new Date(ms).toISOString().replace(/\D/g, "").slice(2, 14)}Z`));
