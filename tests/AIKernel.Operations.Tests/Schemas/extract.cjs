// Makes kubernetes.json from npm packages: the definitions of the kinds below and of all they refer to.
//   npm install --ignore-scripts kubernetes-models@4.3.1 @kubernetes-models/apimachinery@1.2.1 @kubernetes-models/prometheus-operator@4.0.0
//   node extract.cjs > kubernetes.json
'use strict';
const Module = require('module');

const definitions = {};
const stub = { register: (id, schema) => { definitions[id] = schema; }, setSchema: (_, __, add) => add(), createTypeMetaGuard: () => undefined, Model: class {} };
const load = Module._load;
Module._load = (name, ...rest) => /@kubernetes-models\/(base|validate)$/.test(name) ? stub : load(name, ...rest);

const kinds = {
    'v1': ['ConfigMap', 'Namespace', 'PersistentVolumeClaim', 'Secret', 'Service', 'ServiceAccount'],
    'apps/v1': ['Deployment', 'StatefulSet'],
    'autoscaling/v2': ['HorizontalPodAutoscaler'],
    'batch/v1': ['CronJob', 'Job'],
    'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
    'policy/v1': ['PodDisruptionBudget'],
    'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
    'monitoring.coreos.com/v1': ['PodMonitor', 'PrometheusRule', 'ServiceMonitor'],
};
const groups = { 'v1': 'core', 'apps/v1': 'apps', 'autoscaling/v2': 'autoscaling', 'batch/v1': 'batch', 'networking.k8s.io/v1': 'networking', 'policy/v1': 'policy', 'rbac.authorization.k8s.io/v1': 'rbac' };

// In JSON an absent member and a null one mean the same to the API; the manifests have no nulls.
const slim = node => {
    if (Array.isArray(node)) return node.map(slim);
    if (node === null || typeof node !== 'object') return node;
    if (node.oneOf?.length === 2 && node.oneOf[1].type === 'null') return slim(node.oneOf[0]);
    const result = {};
    for (const [key, value] of Object.entries(node)) {
        if (key === 'nullable' || key === 'description') continue;
        result[key] = key === '$ref' ? value.replace(/#$/, '') : slim(value);
    }
    return result;
};

const wanted = {};
for (const [version, names] of Object.entries(kinds)) {
    for (const name of names) {
        if (version === 'monitoring.coreos.com/v1') {
            require(`./node_modules/@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/${name}.js`);
            wanted[`${version}/${name}`] = `monitoring.coreos.com.v1.${name}`;
        } else {
            const short = version.split('/').at(-1);
            const id = `io.k8s.api.${groups[version]}.${short}.${name}`;
            require(`./node_modules/kubernetes-models/_schemas/${id.split('.').map(part => part[0].toUpperCase() + part.slice(1)).join('')}.js`).addSchema();
            wanted[`${version}/${name}`] = id;
        }
    }
}

const kept = {};
const keep = id => {
    if (kept[id]) return;
    if (!definitions[id]) throw new Error(`no definition of ${id}`);
    kept[id] = slim(definitions[id]);
    JSON.stringify(kept[id], (key, value) => { if (key === '$ref') keep(value); return value; });
};
Object.values(wanted).forEach(keep);
process.stdout.write(`${JSON.stringify({ kinds: wanted, definitions: Object.fromEntries(Object.entries(kept).sort(([a], [b]) => a < b ? -1 : 1)) }, null, 1)}\n`);
