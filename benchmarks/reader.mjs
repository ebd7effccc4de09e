// Times Garmin's FIT reader for JavaScript: one question a line in, one answer a line out.
//
//   node reader.mjs FOLDER     (FOLDER: where `npm install --prefix FOLDER @garmin/fitsdk` put it)
//
// Question {}: the package's version. Question {path, least_s}: read the file until that
// took least_s seconds of processor time; the answer has the seconds of one reading (null
// where it fails) and the compared columns of its records.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const require = createRequire(join(resolve(process.argv[2]), "x.js"));
const main = require.resolve("@garmin/fitsdk");
const { Decoder, Stream } = await import(pathToFileURL(main));
const version = JSON.parse(readFileSync(join(dirname(main), "..", "package.json"))).version;

const COLUMNS = {
  timestamp: "timestamp",
  positionLat: "position_lat",
  positionLong: "position_long",
  distance: "distance",
  speed: "speed",
  enhancedSpeed: "enhanced_speed",
  altitude: "altitude",
  enhancedAltitude: "enhanced_altitude",
  heartRate: "heart_rate",
  power: "power",
  cadence: "cadence",
  temperature: "temperature",
};

function records(data) {
  const { messages, errors } = new Decoder(Stream.fromBuffer(data)).read();
  if (errors.length) throw errors[0];
  return messages.recordMesgs ?? [];
}

function columns(rows) {
  const value = (cell) => (cell instanceof Date ? cell / 1000 : (cell ?? null));
  return Object.fromEntries(
    Object.entries(COLUMNS).map(([field, name]) => [name, rows.map((row) => value(row[field]))]),
  );
}

function spentSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function answer({ path, least_s }) {
  if (path === undefined) return { version };
  const data = readFileSync(path);
  try {
    const begin = spentSeconds();
    let readings = 0;
    let rows;
    let spent;
    do {
      rows = records(data);
      readings += 1;
      spent = spentSeconds() - begin;
    } while (spent < least_s);
    return { seconds: spent / readings, columns: columns(rows) };
  } catch {
    return { seconds: null };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(answer(JSON.parse(line))) + "\n");
}
