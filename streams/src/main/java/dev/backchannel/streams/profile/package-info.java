/**
 * What users like, in words (CIPHER, arXiv 2404.15269): updates from edits, statements and the users' own changes, and the
 * profile that is made of them.
 */
package dev.backchannel.streams.profile;
