// Answers the benchmark `encoder-transformers-js`: a line of JSON in, a line of JSON out. Run by it, from a folder with @huggingface/transformers.
import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [, , modules, models, name] = process.argv;
const require = createRequire(modules + '/');
const entry = require.resolve('@huggingface/transformers');
const { env, AutoProcessor, AutoTokenizer, CLIPTextModelWithProjection, CLIPVisionModelWithProjection, RawImage } = await import(pathToFileURL(entry));
env.allowRemoteModels = false;
env.localModelPath = models;

const options = { dtype: 'fp32', device: 'cpu' };
const processor = await AutoProcessor.from_pretrained(name);
const tokenizer = await AutoTokenizer.from_pretrained(name);
const vision = await CLIPVisionModelWithProjection.from_pretrained(name, options);
const text = await CLIPTextModelWithProjection.from_pretrained(name, options);
const blobs = new Map();

async function images(files, batch) {
  let first;
  for (let at = 0; at < files.length; at += batch) {
    const read = await Promise.all(files.slice(at, at + batch).map((f) => RawImage.fromBlob(blobs.get(f))));
    const { image_embeds } = await vision(await processor(read));
    first ??= Array.from(image_embeds.data.slice(0, 512));
  }
  return first;
}

async function texts(lines, batch, padding) {
  let first;
  for (let at = 0; at < lines.length; at += batch) {
    const { text_embeds } = await text(tokenizer(lines.slice(at, at + batch), { padding, truncation: true }));
    first ??= Array.from(text_embeds.data.slice(0, 512));
  }
  return first;
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const { kind, items, batch } = JSON.parse(line);
  if (kind === 'images') {
    for (const f of items) if (!blobs.has(f)) blobs.set(f, new Blob([readFileSync(f)]));
  }
  const started = performance.now();
  const first = kind === 'images' ? await images(items, batch) : await texts(items, batch, kind === 'filled' ? 'max_length' : true);
  console.log(JSON.stringify({ seconds: (performance.now() - started) / 1000, first }));
}
