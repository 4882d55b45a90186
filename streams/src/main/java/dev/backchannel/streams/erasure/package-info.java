/** Who is to be forgotten: everywhere in streams at once, and what of them lies in the weights. */
package dev.backchannel.streams.erasure;
