/** What stands between the network and the roles: TLS, who is who, and how much of what is let in (docs/security.md). */
package dev.backchannel.standalone.doors;
