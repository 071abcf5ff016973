import Type from 'typebox';

/** Settings about how operators sign in; `environment.ts` has all others. */
export const operatorsVariables = {
  OIDC_ISSUER: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'the https URL of an OpenID Connect provider' }),
  ),
  OIDC_CLIENT_ID: Type.Optional(Type.String({ description: 'the name of the site at the provider' })),
  OIDC_CLIENT_SECRET: Type.Optional(
    Type.String({ description: 'what the provider knows the site by', secret: true }),
  ),
  OIDC_ROLE_CLAIM: Type.String({ default: 'groups', description: 'a claim' }),
  OIDC_ROLES: Type.Optional(
    Type.String({ description: 'a JSON object of values of that claim and the role of each' }),
  ),
  LOCAL_LOGIN: Type.Enum(['on', 'off'], { default: 'on', description: 'on or off' }),
  WEBHOOK_PRIVATE: Type.Enum(['on', 'off'], { default: 'off', description: 'on or off' }),
};
