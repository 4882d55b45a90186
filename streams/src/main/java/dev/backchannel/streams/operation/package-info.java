/** Operators' commands become desired state here, and nowhere else; each has one outcome. */
package dev.backchannel.streams.operation;
