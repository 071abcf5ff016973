import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../../support/wait-for.js';
import { type OpenWeb, openWeb, publicUrl } from '../open-web.js';

interface Mail {
  readonly subject: string;
  readonly html?: string;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('the mailbox', () => {
  let web: OpenWeb;

  beforeAll(async () => {
    web = await openWeb({ mailbox: true });
  });
  afterAll(() => web.close());

  /** Sends by SMTP, as the worker does. @returns the id of what arrived */
  async function receive(mail: Mail): Promise<string> {
    const transport = createTransport({ url: web.mailbox?.smtpUrl ?? '', ignoreTLS: true });
    const { headers = {}, ...parts } = mail;
    await transport.sendMail({
      from: 'Broadsheet <papers@papers.example>',
      to: 'reader@example.org',
      headers: { ...headers },
      ...parts,
    });
    transport.close();
    const [newest] = (await web.mailbox?.list()) ?? [];
    return newest?.id ?? '';
  }

  const get = (url: string) => web.server.inject({ url, headers: { accept: 'text/html' } });

  it('is empty at first, and says how mail comes here', async () => {
    const { body } = await get('/mailbox');
    expect(body).toContain('Empty. Subscribe with any address');
    expect(body).toContain('http-equiv="refresh"');
    expect((await get('/')).body).toContain('href="/mailbox"');
  });

  it('lists what arrived, newest first, escaped', async () => {
    await receive({ subject: 'The first', text: 'one' });
    const id = await receive({ subject: '<b>The "second"</b>', text: 'two' });
    const { body } = await get('/mailbox');
    expect(body).toContain(`href="/mailbox/${id}">&lt;b&gt;The &#34;second&#34;&lt;/b&gt;</a>`);
    expect(body.indexOf('second')).toBeLessThan(body.indexOf('The first'));
    expect(body).toContain('to reader@example.org');
  });

  it('shows HTML in a frame that can run nothing and load nothing but our own pictures', async () => {
    const html = '<html><head><title>x</title></head><body><a href="https://a.example/">a</a></body></html>';
    const id = await receive({ subject: 'Framed', html, text: 'twin' });
    const page = await get(`/mailbox/${id}`);
    expect(page.body).toContain(`src="/mailbox/${id}/html" sandbox="allow-popups`);
    expect(page.headers['content-security-policy']).toContain("frame-src 'self'");
    const frame = await get(`/mailbox/${id}/html`);
    expect(frame.body).toContain('<head><meta charset="utf-8"><base target="_blank"><title>x</title>');
    const policy = String(frame.headers['content-security-policy']);
    expect(policy).toBe(
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
    );
    expect(policy).not.toContain('allow-scripts');
    expect(frame.headers['x-frame-options']).toBe('SAMEORIGIN');
  });

  it('shows text, headers and source as they are', async () => {
    const id = await receive({
      subject: 'Grüße',
      text: '1 < 2 & "3"',
      html: '<p>x</p>',
      headers: { 'X-Test': 'yes' },
    });
    expect((await get(`/mailbox/${id}/text`)).body).toContain('1 &lt; 2 &amp; &#34;3&#34;');
    const headers = (await get(`/mailbox/${id}/headers`)).body;
    expect(headers).toContain('<th scope="row">X-Test</th><td>yes</td>');
    expect(headers).toContain('=?UTF-8?');
    expect(headers).toContain('>Grüße</h1>');
    const source = (await get(`/mailbox/${id}/source`)).body;
    expect(source).toContain('Content-Type: multipart/alternative');
    const bare = await receive({ subject: 'Bare', text: 'only text' });
    expect((await get(`/mailbox/${bare}`)).body).toContain('This mail has no HTML part.');
    expect((await get(`/mailbox/${bare}/html`)).statusCode).toBe(404);
  });

  it('has the button of a mail client, which unsubscribes by one POST', async () => {
    const { id: reader } = await web.addReader('reader@example.org');
    const path = `/unsubscribe/${web.token('unsubscribe', reader)}`;
    const headers = {
      'List-Unsubscribe': `<mailto:leave@papers.example>, <${publicUrl}${path}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    };
    const { body } = await get(`/mailbox/${await receive({ subject: 'Digest', text: 'x', headers })}`);
    expect(body).toContain(`<form method="post" action="${path}"`);
    expect(body).toContain('<input type="hidden" name="List-Unsubscribe" value="One-Click">');
    const answer = await web.post(path, { 'List-Unsubscribe': 'One-Click' });
    expect(answer.statusCode).toBe(200);
    expect((await web.reader(reader))?.state).toBe('unsubscribed');
  });

  it('has no such button for mail that offers none', async () => {
    const { body } = await get(`/mailbox/${await receive({ subject: 'Welcome', text: 'x' })}`);
    expect(body).not.toContain('List-Unsubscribe');
  });

  it('answers 404 for mail that is not there, whatever its name', async () => {
    for (const id of ['nothing', '...', '..%2F..%2Fpackage.json', '%2e%2e%2fx', 'a'.repeat(150)]) {
      for (const tab of ['', '/text', '/html']) {
        const answer = await get(`/mailbox/${id}${tab}`);
        expect([400, 404]).toContain(answer.statusCode);
        expect(answer.body).not.toContain('dependencies');
      }
    }
  });

  it('is emptied by its own button only', async () => {
    const site = (value: string) => ({ 'sec-fetch-site': value });
    const empty = (headers: Record<string, string>) =>
      web.server.inject({ method: 'POST', url: '/mailbox/empty', headers });
    expect((await empty(site('cross-site'))).statusCode).toBe(403);
    expect((await empty(site('same-site'))).statusCode).toBe(403);
    expect(await web.mailbox?.list()).not.toHaveLength(0);
    const answer = await empty(site('same-origin'));
    expect(answer.statusCode).toBe(303);
    expect(answer.headers.location).toBe('/mailbox');
    await waitFor('the mailbox to be empty', async () => (await web.mailbox?.list())?.length === 0);
  });
});

describe('without a mailbox', () => {
  it('there are no mailbox pages', async () => {
    const web = await openWeb();
    try {
      for (const url of ['/mailbox', '/mailbox/x', '/mailbox/x/html']) {
        expect((await web.server.inject({ url })).statusCode).toBe(404);
      }
      expect((await web.server.inject({ url: '/' })).body).not.toContain('mailbox');
    } finally {
      await web.close();
    }
  });
});
