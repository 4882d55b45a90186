/** A schema registry that speaks Confluent's HTTP API: how it is reached, and what it knows. */
package dev.backchannel.topics.registry;
