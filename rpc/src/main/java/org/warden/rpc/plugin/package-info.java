/**
 * What a plug-in of Warden is written against: further XML-RPC interfaces for {@code [rpcinterface:x]} sections. A jar
 * that names its {@link org.warden.rpc.plugin.PluginFactory} in {@code META-INF/services} is found by itself. Only
 * these types are promised to stay; everything else of Warden may change. See the manual's page on plug-ins.
 */
package org.warden.rpc.plugin;
