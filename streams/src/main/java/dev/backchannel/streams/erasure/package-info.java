/** Carries erasures out: once nobody remembers whoever is erased, it says what of them lies in the weights. */
package dev.backchannel.streams.erasure;
