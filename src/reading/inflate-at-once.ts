import { gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

const unpack = { deflate: inflateSync, "deflate-raw": inflateRawSync, gzip: gunzipSync };

/** Bytes of one stream once unpacked. More fails, and whoever reads the stream unpacks it piece by piece as far as it needs it. */
const unpackedBytesMax = 64 * 1024 * 1024;

/** A `DecompressionStream` that unpacks its whole input at once, in the thread that asks. */
class InflateAtOnce extends TransformStream<Uint8Array, Uint8Array> {
  constructor(format: keyof typeof unpack) {
    const pieces: Uint8Array[] = [];
    super({
      transform: (piece) => void pieces.push(piece),
      flush: (stream) => {
        const packed = pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
        stream.enqueue(unpack[format](packed, { maxOutputLength: unpackedBytesMax }));
      },
    });
  }
}

/**
 * Has pdf.js unpack in its own thread, for a thread that reads documents and nothing else. Node's `DecompressionStream` hands every
 * 16 kilobytes to another thread and waits, which was a third of the time that the text of an invoice takes.
 */
export function inflateAtOnce(): void {
  globalThis.DecompressionStream = InflateAtOnce;
}
