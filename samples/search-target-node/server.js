// A search system that ImageSearchBench can evaluate: put your own search in place of class TextSearch.
//
//   npm install
//   node server.js --texts ../scenes/captions.jsonl --port 50051
//   isb evaluate --dataset NAME --system target:http://127.0.0.1:50051
//
// It ranks images by the words and letter pairs that their texts share with the query.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const PROTOS = path.join(__dirname, '..', '..', 'protos');

/** Words, and pairs of neighbouring characters for text without spaces, with their counts. */
function terms(text) {
  const counts = new Map();
  const add = (term) => counts.set(term, (counts.get(term) ?? 0) + 1);
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    add(word);
    if (/[^\x00-\x7f]/.test(word)) {
      const characters = [...word];
      for (let i = 1; i < characters.length; i++) add(characters[i - 1] + characters[i]);
    }
  }
  return counts;
}

/** Cosine over tf-idf of the texts that are known of each image. */
class TextSearch {
  constructor(file) {
    const documents = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => {
      const { image, ...texts } = JSON.parse(line);
      return { id: path.parse(image).name, terms: terms(Object.values(texts).filter((t) => typeof t === 'string').join(' ')) };
    });
    const counts = new Map();
    for (const document of documents) for (const term of document.terms.keys()) counts.set(term, (counts.get(term) ?? 0) + 1);
    this.idf = new Map([...counts].map(([term, count]) => [term, Math.log(1 + documents.length / count)]));
    this.postings = new Map();
    for (const document of documents) {
      const weights = [...document.terms].map(([term, n]) => [term, n * this.idf.get(term)]);
      const length = Math.hypot(...weights.map(([, weight]) => weight)) || 1;
      for (const [term, weight] of weights) {
        if (!this.postings.has(term)) this.postings.set(term, []);
        this.postings.get(term).push([document.id, weight / length]);
      }
    }
  }

  search(text, topK) {
    const scores = new Map();
    for (const [term, n] of terms(text)) {
      for (const [id, weight] of this.postings.get(term) ?? []) scores.set(id, (scores.get(id) ?? 0) + n * this.idf.get(term) * weight);
    }
    return [...scores].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? 1 : -1)).slice(0, topK);
  }
}

function main() {
  const { values } = parseArgs({ options: { texts: { type: 'string' }, port: { type: 'string', default: '50051' } } });
  if (!values.texts) {
    console.error('--texts FILE is missing: JSON lines with image, and any texts about it.');
    process.exit(2);
  }

  const search = new TextSearch(values.texts);
  const definition = protoLoader.loadSync('imagesearchbench/searchtarget/v1/searchtarget.proto', { includeDirs: [PROTOS], oneofs: true });
  const { imagesearchbench } = grpc.loadPackageDefinition(definition);
  const server = new grpc.Server();
  server.addService(imagesearchbench.searchtarget.v1.SearchTargetService.service, {
    Search(call, reply) {
      if (call.request.query !== 'text') {
        reply({ code: grpc.status.INVALID_ARGUMENT, details: 'This system searches by text only.' });
        return;
      }

      const found = search.search(call.request.text, call.request.topK);
      reply(null, { results: found.map(([imageId, score]) => ({ imageId, score })) });
    },
  });
  server.bindAsync(`127.0.0.1:${values.port}`, grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) {
      console.error(error.message);
      process.exit(1);
    }

    console.log(`listening on http://127.0.0.1:${port}`);
  });
}

main();
