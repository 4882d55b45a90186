/** Takes personal data out of what users and answers say, before anything is stored. */
package dev.backchannel.redaction;
