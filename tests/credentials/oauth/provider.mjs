// An independent OpenID provider for the tests. Arguments: the folder with node_modules, the callback URLs as JSON.
// Prints its issuer as one line of JSON; ends when its standard input closes.
import http from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, callbacks] = process.argv.slice(2);
const entry = path.join(folder, 'node_modules', 'oidc-provider', 'lib', 'index.js');
const { default: Provider } = await import(pathToFileURL(entry));

const desktop = {
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
  redirect_uris: JSON.parse(callbacks),
};
const machine = { scope: 'orders/read', grant_types: ['client_credentials'], response_types: [], redirect_uris: [] };
const configuration = {
  clients: [
    { ...desktop, client_id: 'rotating' },
    { ...desktop, client_id: 'steady' },
    {
      ...machine,
      client_id: 'orders:machine',
      client_secret: 's3cr%t+/&=: ~with "signs"',
      token_endpoint_auth_method: 'client_secret_basic',
    },
    {
      ...machine,
      client_id: 'in-body',
      client_secret: 'another s3cr%t+&=',
      token_endpoint_auth_method: 'client_secret_post',
    },
  ],
  scopes: ['openid', 'offline_access', 'orders/read', 'orders/write'],
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    revocation: { enabled: true },
    introspection: { enabled: true },
    devInteractions: { enabled: true },
  },
  pkce: { required: () => true },
  rotateRefreshToken: (ctx) => ctx.oidc.client.clientId === 'rotating',
  ttl: { AccessToken: 600, ClientCredentials: 600, DeviceCode: 600, Grant: 3600, IdToken: 600, Interaction: 600, RefreshToken: 3600, Session: 3600 },
};

const server = http.createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  server.on('request', new Provider(issuer, configuration).callback());
  process.stdout.write(`${JSON.stringify({ issuer })}\n`);
});
process.stdin.on('end', () => process.exit(0)).resume();
