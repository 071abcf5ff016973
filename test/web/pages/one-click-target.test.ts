import { describe, expect, it } from 'vitest';
import { framedHtml } from '../../../src/web/mailbox/frame.js';
import { oneClickTarget } from '../../../src/web/mailbox/one-click-target.js';

const POST = 'List-Unsubscribe=One-Click';

describe('the target of one click', () => {
  it.each([
    ['<http://papers.example/unsubscribe/x>', POST, '/unsubscribe/x'],
    ['<mailto:a@papers.example>, <http://papers.example/unsubscribe/x>', POST, '/unsubscribe/x'],
    ['<http://papers.example/unsubscribe/x>', ' List-Unsubscribe = One-Click ', '/unsubscribe/x'],
    ['<http://papers.example/unsubscribe/x>', null, null],
    ['<http://papers.example/unsubscribe/x>', 'something else', null],
    [null, POST, null],
    ['<mailto:a@papers.example>', POST, null],
    ['<http://elsewhere.example/unsubscribe/x>', POST, null],
    ['<http://papers.example.evil.example/unsubscribe/x>', POST, null],
    ['http://papers.example/unsubscribe/x', POST, null],
  ])('%s with %s is %s', (list, post, target) => {
    const headers = [
      ...(list === null ? [] : [{ name: 'List-Unsubscribe', value: list }]),
      ...(post === null ? [] : [{ name: 'LIST-Unsubscribe-post', value: post }]),
    ];
    expect(oneClickTarget(headers, 'http://papers.example')).toBe(target);
  });
});

describe('framed HTML', () => {
  it.each([
    [
      '<html><head><title>x</title></head></html>',
      '<html><head><meta charset="utf-8"><base target="_blank"><title>x</title></head></html>',
    ],
    ['<HTML><HEAD class="a">x', '<HTML><HEAD class="a"><meta charset="utf-8"><base target="_blank">x'],
    ['<p>x</p>', '<!doctype html><meta charset="utf-8"><base target="_blank"><p>x</p>'],
    ['<header>x</header>', '<!doctype html><meta charset="utf-8"><base target="_blank"><header>x</header>'],
  ])('of %s', (html, framed) => {
    expect(framedHtml(html)).toBe(framed);
  });
});
