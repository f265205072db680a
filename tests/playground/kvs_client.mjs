// AWS's own signaling client as a program, for tests. Arguments: the folder with node_modules, MASTER or VIEWER, the
// WSS endpoint, the channel's ARN, the region, and a viewer's client ID. The keys come from AWS_ACCESS_KEY_ID,
// AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. Each event of the client is one line of JSON on standard output; each
// line of JSON on standard input is a command: {"command": "sdpOffer" | "sdpAnswer" | "iceCandidate", "payload": {},
// "recipient": "", "correlationId": ""} or {"command": "close"}. Ends when its standard input closes.
import { createRequire } from 'node:module';
import path from 'node:path';
import readline from 'node:readline';

const [folder, role, channelEndpoint, channelARN, region, clientId] = process.argv.slice(2);
const require = createRequire(path.join(folder, 'node_modules', 'here.js'));
globalThis.WebSocket = require('ws');
const { SignalingClient } = require('amazon-kinesis-video-streams-webrtc');

const tell = (event) => process.stdout.write(`${JSON.stringify(event)}\n`);
const client = new SignalingClient({
  channelARN,
  channelEndpoint,
  region,
  role,
  clientId,
  credentials: {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  },
});
const senders = { sdpOffer: 'sendSdpOffer', sdpAnswer: 'sendSdpAnswer', iceCandidate: 'sendIceCandidate' };

for (const event of Object.keys(senders)) {
  client.on(event, (payload, sender) => tell({ event, payload, sender }));
}
client.on('open', () => tell({ event: 'open' }));
client.on('close', () => tell({ event: 'close' }));
client.on('error', (error) => tell({ event: 'error', message: error.message }));
client.on('statusResponse', (status) => tell({ event: 'statusResponse', status }));

const commands = readline.createInterface({ input: process.stdin });
commands.on('line', (line) => {
  const { command, payload, recipient, correlationId } = JSON.parse(line);
  if (command === 'close') {
    client.close();
  } else {
    client[senders[command]](payload, recipient, correlationId);
  }
});
commands.on('close', () => process.exit(0));
client.open();
